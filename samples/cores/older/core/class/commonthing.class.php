<?php
/**
 * What all things have.
 */
abstract class CommonThing
{
	/** @var string */
	public $ref;
	/**
	 * @deprecated
	 * @see $place
	 */
	public $spot;
	protected $db;

	/**
	 * Old names of properties.
	 *
	 * @return array<string,string>
	 */
	protected function deprecatedProperties()
	{
		return array();
	}

	/**
	 * Deletes the thing.
	 */
	public function deleteCommon(User $user, $notrigger = 0)
	{
		return $this->call_trigger($this->TRIGGER_PREFIX.'_DELETE', $user);
	}
}
