"""The facilitator view: a review filled in during the meeting, for everybody in the room to see."""
