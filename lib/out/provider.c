#include "out/provider.h"

#include <string.h>

#include "base/fault.h"
#include "base/pool.h"
#include "out/stripe.h"
#include "out/test_provider.h"

const struct provider *provider_named(const char *name)
{
	static const struct provider *const providers[] = { &test_provider, &stripe_provider };

	for (size_t i = 0; i < sizeof(providers) / sizeof(providers[0]); i++)
		if (!strcmp(providers[i]->name, name))
			return providers[i];
	fault(FAULT_BUG, "no payment provider of the configured name");
}

void ledger_add(void *pool, struct ledger *ledger, const struct ledger_entry *entry)
{
	if (ledger->count == ledger->room) {
		ledger->room = ledger->room ? ledger->room * 2 : 64;
		ledger->entries = pool_resize(pool, ledger->entries, ledger->room * sizeof(*ledger->entries));
	}
	ledger->entries[ledger->count++] = *entry;
}
