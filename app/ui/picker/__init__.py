"""The picker's handheld: claim a walk, find the bin, take the goods, set the tote down."""
