"""How each publisher is asked: the client, and one module per publisher."""
