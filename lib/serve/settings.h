/* Settings for all requests. boxoffice.conf(5) explains each. */
#ifndef SERVE_SETTINGS_H
#define SERVE_SETTINGS_H

#include "base/config.h"

struct serve_settings {
	struct rate signin_rate;         /* of failed sign-ins as one account from one network or by one known browser; of its sign-ups too */
	struct rate signin_network_rate; /* of those from one network, whatever the account */
	struct rate signin_account_rate; /* of those as one account, wherever they come from */
	struct rate signup_rate;         /* of accounts that one network makes, or tries to */
	int64_t password_line;           /* how many may wait in a program while it hashes another's password */
	int64_t account_cost, network_cost; /* what an account, and a network, may use up in a minute; 0: any amount */
	const char *admin_token;         /* the operator's; "": there is none */
};

extern struct serve_settings serve_settings;
extern const struct config_table serve_settings_table;

#endif
