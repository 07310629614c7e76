#include "sales/settings.h"

#include <stddef.h>

struct sales_settings sales_settings;

static const struct setting settings[] = {
	{ "BOXOFFICE_HOLD_SECONDS", "900", SETTING_NUMBER(&sales_settings.hold_seconds, 1, 86400 * 30) },
	{ "BOXOFFICE_TICKETS_PER_ORDER", "20", SETTING_NUMBER(&sales_settings.tickets_per_order, 0, 2000000) },
	{ "BOXOFFICE_TICKETS_PER_BUYER", "20", SETTING_NUMBER(&sales_settings.tickets_per_buyer, 0, 2000000) },
	{ "BOXOFFICE_UNPAID_ORDERS", "5", SETTING_NUMBER(&sales_settings.unpaid_orders, 0, 1000000) },
	{ "BOXOFFICE_UNPAID_PER_HOUR", "3", SETTING_NUMBER(&sales_settings.unpaid_per_hour, 0, 3600) },
	{ "BOXOFFICE_ORDER_MAX_TOTAL", "1000000000", SETTING_NUMBER(&sales_settings.order_max_total, 1, 1000000000) },
	{ 0 }
};

const struct config_table sales_settings_table = { settings, NULL };
