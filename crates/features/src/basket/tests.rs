//! Stories of baskets, told through the router.
