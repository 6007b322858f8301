"""What customers see and change of their account: Mon Compte."""
