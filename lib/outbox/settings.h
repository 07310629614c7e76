/* Who is told of what happened: NATS, mail, the feed, webhooks; how long events are kept. boxoffice.conf(5) explains each setting. */
#ifndef OUTBOX_SETTINGS_H
#define OUTBOX_SETTINGS_H

#include "base/config.h"

struct outbox_settings {
	const char *nats_url, *nats_creds, *nats_ca; /* no address: no events are sent there */
	int64_t nats_keep_days;
	const char *smtp_url, *smtp_tls, *smtp_ca, *mail_from; /* no address: no mail is sent */
	const char *feed_token;          /* the token of the feed client `default`; "": there is none */
	int64_t feed_waiters;            /* requests for the feed that may wait at once, on this machine */
	bool webhook_allow_private;
	int64_t keep_days, archive_days; /* events in outbox and in outbox_archive; 0: for ever */
};

extern struct outbox_settings outbox_settings;
extern const struct config_table outbox_settings_table;

#endif
