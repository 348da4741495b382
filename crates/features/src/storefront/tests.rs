//! Stories of browsing, told through the router.
