/* The settings of orders. boxoffice.conf(5) explains each. */
#ifndef SALES_SETTINGS_H
#define SALES_SETTINGS_H

#include "base/config.h"

struct sales_settings {
	int64_t hold_seconds; /* how long an order holds its tickets */
	int64_t order_max_total; /* major units that an order may cost */
	/* of one account, 0 for no limit: tickets of an order; tickets of a product; orders that hold tickets unpaid; holds that run out */
	int64_t tickets_per_order, tickets_per_buyer, unpaid_orders, unpaid_per_hour;
};

extern struct sales_settings sales_settings;
extern const struct config_table sales_settings_table;

#endif
