#include "db/slot.h"

#include <stdlib.h>
#include <string.h>

#include "base/fault.h"

/* FNV-1a, eight bytes at a time: only whether two texts may be the same. */
static uint64_t hash_of(const char *sql, size_t length)
{
	uint64_t hash = 14695981039346656037u ^ length, word;

	for (; length >= sizeof(word); sql += sizeof(word), length -= sizeof(word)) {
		memcpy(&word, sql, sizeof(word));
		hash = (hash ^ word) * 1099511628211u;
		hash ^= hash >> 32;
	}
	for (; length; sql++, length--)
		hash = (hash ^ (unsigned char)*sql) * 1099511628211u;
	return hash;
}

static struct slot *free_slot(struct slots *slots)
{
	struct slot *slot = &slots->slots[slots->next];

	if (slots->used < DB_SLOTS)
		return &slots->slots[slots->used++];
	slots->next = (slots->next + 1) % DB_SLOTS;
	return slot;
}

size_t slot_of(struct slots *slots, const char *sql, bool *same)
{
	uint64_t hash = hash_of(sql, strlen(sql));
	struct slot *slot;

	*same = true;
	for (size_t i = 0; i < slots->used; i++)
		if (slots->slots[i].hash == hash && !strcmp(slots->slots[i].sql, sql))
			return i;
	*same = false;
	slot = free_slot(slots);
	free(slot->sql);
	slot->hash = hash;
	slot->sql = strdup(sql);
	if (!slot->sql)
		fault(FAULT_BUG, "out of memory");
	return (size_t)(slot - slots->slots);
}

void slot_clear(struct slots *slots)
{
	for (size_t i = 0; i < slots->used; i++)
		free(slots->slots[i].sql);
	*slots = (struct slots){ 0 };
}
