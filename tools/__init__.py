"""Scripts for the people who build and check the project; the program never imports them."""
