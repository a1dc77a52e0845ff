"""The whole service as a process of its own, met as WeChat, an operator and a signal meet it."""
