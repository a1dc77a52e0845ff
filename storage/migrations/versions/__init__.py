"""The steps, oldest first; one that was released is never changed, and the way back is a backup."""
