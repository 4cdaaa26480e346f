"""What the pages that search have found, each as a `SearchAnswer`."""
