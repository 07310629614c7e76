#include "serve/cost.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/moment.h"
#include "base/pool.h"
#include "base/shm.h"
#include "http/token.h"
#include "serve/respond.h"
#include "serve/settings.h"

#define MINUTE INT64_C(60000000) /* microseconds, as all times here */
#define SECOND INT64_C(1000000)
#define WAYS 4 /* accounts among which the one to be forgotten is chosen */
#define SETS (SHM_COSTS_SIZE / sizeof(struct account_costs) / WAYS)

/* What an account or a network was charged. All zeros: nobody's. */
struct account_costs {
	_Atomic uint64_t owner;   /* a digest of who it is */
	_Atomic int64_t paid_off; /* when all of it will be forgotten */
};

static int64_t class_cost(unsigned flags)
{
	return flags & SENDS ? 10 : flags & LASTS ? 5 : 1;
}

/* A digest that nobody can choose, since it is made under a key of ours. */
static uint64_t owner_of(const char *kind, const char *name)
{
	char seal[SEAL_SIZE];

	token_seal(seal, kind, name);
	seal[16] = '\0';
	return strtoull(seal, NULL, 16) | 1;
}

/* The entry of this owner. Two processes may take a free one for two owners at once: then the charge of one is lost. */
static struct account_costs *entry_of(uint64_t owner)
{
	static struct account_costs own[WAYS * SETS];
	void *shared = shm_area(SHM_COSTS);
	struct account_costs *set = (shared ? (struct account_costs *)shared : own) + (owner >> 1) % SETS * WAYS, *least = set;

	for (struct account_costs *entry = set; entry < set + WAYS; entry++) {
		if (atomic_load(&entry->owner) == owner)
			return entry;
		if (atomic_load(&entry->paid_off) < atomic_load(&least->paid_off))
			least = entry;
	}
	atomic_store(&least->paid_off, 0);
	atomic_store(&least->owner, owner);
	return least;
}

/* When what was charged so far is paid off. More than a minute ahead is nothing that was charged: the clock was set back. */
static int64_t owed_until(int64_t paid_off, int64_t now)
{
	return paid_off < now || paid_off > now + MINUTE ? now : paid_off;
}

/* One who is charged. */
struct payer {
	struct account_costs *entry; /* NULL: there is no limit */
	int64_t limit;
	int64_t part;                /* of the minute that was charged */
	int64_t until;               /* what was charged is paid off then */
};

static struct payer payer_of(const char *kind, const char *name, int64_t limit)
{
	return (struct payer){ .entry = limit && name ? entry_of(owner_of(kind, name)) : NULL, .limit = limit };
}

/* Charges it: 0, or the time to wait, and nothing is charged. What costs more than the limit takes all of it. */
static int64_t charge(struct payer *payer, int64_t cost, int64_t now)
{
	int64_t paid_off;

	if (!payer->entry)
		return 0;
	payer->part = MINUTE * (cost < payer->limit ? cost : payer->limit) / payer->limit;
	paid_off = atomic_load(&payer->entry->paid_off);
	do {
		payer->until = owed_until(paid_off, now) + payer->part;
		if (payer->until > now + MINUTE)
			return payer->until - now - MINUTE;
	} while (!atomic_compare_exchange_weak(&payer->entry->paid_off, &paid_off, payer->until));
	return 0;
}

static void give_back(const struct payer *payer)
{
	if (payer->entry)
		atomic_fetch_sub(&payer->entry->paid_off, payer->part);
}

static int64_t in_seconds(int64_t microseconds)
{
	return (microseconds + SECOND - 1) / SECOND;
}

static struct allowance allowance_of(const struct payer *payer, int64_t now)
{
	if (!payer->entry)
		return (struct allowance){ 0 };
	return (struct allowance){ .limit = payer->limit, .left = (now + MINUTE - payer->until) * payer->limit / MINUTE,
	                           .reset = in_seconds(payer->until - now) };
}

static const struct outcome *refuse(struct request *request, const struct payer *payer, int64_t wait)
{
	request->allowance = (struct allowance){ .limit = payer->limit, .reset = in_seconds(wait) };
	respond_wait(request, in_seconds(wait));
	return TOO_MANY;
}

const struct outcome *cost_charge_now(struct request *request)
{
	int64_t now = moment_now() * 1000, cost, wait;
	struct payer account, network;

	cost = class_cost(request->match.route->flags);
	account = payer_of("cost of account", request->visitor.signed_in ? request->visitor.session.id : NULL, serve_settings.account_cost);
	network = payer_of("cost of network", request_network(request), serve_settings.network_cost);
	wait = charge(&account, cost, now);
	if (wait)
		return refuse(request, &account, wait);
	wait = charge(&network, cost, now);
	if (wait) {
		give_back(&account);
		return refuse(request, &network, wait);
	}
	request->allowance = allowance_of(account.entry ? &account : &network, now);
	return DONE;
}
