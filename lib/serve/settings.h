/* Settings for all requests. boxoffice.conf(5) explains each. */
#ifndef SERVE_SETTINGS_H
#define SERVE_SETTINGS_H

#include "base/config.h"

struct serve_settings {
	int64_t account_cost, network_cost; /* what an account, and a network, may use up in a minute; 0: any amount */
	const char *admin_token; /* the operator's; "": there is none */
};

extern struct serve_settings serve_settings;
extern const struct config_table serve_settings_table;

#endif
