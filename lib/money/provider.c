#include "money/provider.h"

#include <string.h>

#include "base/fault.h"
#include "base/pool.h"

const struct provider *provider_named(const char *name)
{
	for (size_t i = 0; providers[i]; i++)
		if (!strcmp(providers[i]->name, name))
			return providers[i];
	fault(FAULT_BUG, "no payment provider of the configured name");
}

void provider_ledger_add(void *pool, struct ledger *ledger, const struct ledger_entry *entry)
{
	if (ledger->count == ledger->room) {
		ledger->room = ledger->room ? ledger->room * 2 : 64;
		ledger->entries = pool_resize(pool, ledger->entries, ledger->room * sizeof(*ledger->entries));
	}
	ledger->entries[ledger->count++] = *entry;
}
