#include "db/slot.h"

static struct slot {
	const char *texts[DB_MOST_PARTS];
	size_t count;
} slots[DB_SLOTS];

static size_t used, hand; /* the next to go */

static bool is_of(const struct slot *slot, const struct db_part *parts, size_t count)
{
	if (slot->count != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (slot->texts[i] != parts[i].sql)
			return false;
	return true;
}

static struct slot *next_slot(void)
{
	struct slot *slot = &slots[hand];

	if (used < DB_SLOTS)
		return &slots[used++];
	hand = (hand + 1) % DB_SLOTS;
	return slot;
}

size_t db_slot(const struct db_part *parts, size_t count, bool *same)
{
	struct slot *slot;

	*same = true;
	for (size_t i = 0; i < used; i++)
		if (is_of(&slots[i], parts, count))
			return i;
	*same = false;
	slot = next_slot();
	slot->count = count;
	for (size_t i = 0; i < count; i++)
		slot->texts[i] = parts[i].sql;
	return (size_t)(slot - slots);
}
