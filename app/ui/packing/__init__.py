"""The packer's kiosk: verify a tote, close and label the parcel, hand it to the carrier."""
