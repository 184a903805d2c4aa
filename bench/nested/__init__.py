"""The comparison: the same three rows through Django REST framework as its tutorial has it."""
