"""The fault lab: private servers, the product's own programs around them, and hands that break them while people work.

Nothing here is part of the product. Like bench/, it stands outside the layers and may look into every room.
"""
