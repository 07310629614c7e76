/* All tables of settings. An area with a new table adds one line here. */
#include <stddef.h>

#include "accounts/settings.h"
#include "base/config.h"
#include "db/settings.h"
#include "http/settings.h"
#include "money/settings.h"
#include "ops/settings.h"
#include "outbox/settings.h"
#include "sales/settings.h"
#include "serve/settings.h"
#include "stripe/settings.h"

const struct config_table *const config_tables[] = {
	&config_table, &db_settings_table, &http_settings_table, &serve_settings_table, &accounts_settings_table, &sales_settings_table,
	&money_settings_table, &stripe_settings_table, &outbox_settings_table, &ops_settings_table, NULL
};

/* The names of the providers in providers.c. They are repeated, since a program that only reads settings shouldn't link all providers. */
const char *const money_provider_names[] = { "test", "stripe", NULL };
