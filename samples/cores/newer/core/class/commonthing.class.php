<?php
/**
 * What all things have.
 */
abstract class CommonThing
{
	/** @var string */
	public $ref;
	protected $db;

	/**
	 * Old names of properties.
	 *
	 * @return array<string,string>
	 */
	protected function deprecatedProperties()
	{
		return array('spot' => 'place');
	}

	/**
	 * Deletes the thing.
	 */
	public function deleteCommon(User $user, $notrigger = 0)
	{
		return $this->call_trigger($this->TRIGGER_PREFIX.'_DELETE', $user);
	}

	/**
	 * Sets a state and fires what belongs to it.
	 */
	public function setState($state, $code = '')
	{
		return $this->call_trigger($code, null);
	}
}
