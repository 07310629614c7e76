/* The settings of mail. boxoffice.conf(5) explains each. */
#ifndef MAIL_SETTINGS_H
#define MAIL_SETTINGS_H

#include "base/config.h"

struct mail_settings {
	const char *smtp_url, *smtp_tls, *smtp_ca, *from; /* no address of a server: no mail is sent */
	int64_t per_address, per_account, per_network;    /* mails in an hour (mail/mail_limit.h) */
};

extern struct mail_settings mail_settings;
extern const struct config_table mail_settings_table;

#endif
