"""How somebody who holds a contract gets an account: the demand, its proof, its validation."""
