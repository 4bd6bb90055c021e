<?php
namespace Acme\Globes;

final class Globe
{
}
