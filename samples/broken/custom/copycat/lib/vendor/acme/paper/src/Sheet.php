<?php
namespace Acme\Paper;

final class Sheet
{
}
