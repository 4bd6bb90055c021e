<?php
class Map
{
	public function draw()
	{
		return 0;
	}
}
