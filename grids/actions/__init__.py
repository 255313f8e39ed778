"""Every write of the app, one public function a verb."""
