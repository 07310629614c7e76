/* Settings for all requests. boxoffice.conf(5) explains each. */
#ifndef SERVE_SETTINGS_H
#define SERVE_SETTINGS_H

#include "base/config.h"

struct serve_settings {
	bool rate_limit;
	const char *admin_token; /* the operator's; "": there is none */
};

extern struct serve_settings serve_settings;
extern const struct config_table serve_settings_table;

#endif
