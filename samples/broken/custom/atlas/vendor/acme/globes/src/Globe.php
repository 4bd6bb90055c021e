<?php
namespace Acme\Globes;

class Globe
{
}
