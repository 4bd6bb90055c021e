<?php
print 'the cash desk of old';
