"""The embedded validator: Solana's virtual machine in the process, with a durable journal around it."""
