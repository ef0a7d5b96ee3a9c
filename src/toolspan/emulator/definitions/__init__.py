"""What Amazon wants to know of each product type, as schemas, and the check of a submission against them."""
