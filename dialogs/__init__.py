"""What the assistant says, asks and does next."""

from dialogs.lean_rasa_sdk import leave_the_server_out

leave_the_server_out()
