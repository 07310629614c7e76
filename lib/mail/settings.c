#include "mail/settings.h"

#include <string.h>

#include "base/text.h"

struct mail_settings mail_settings;

static const char *const smtp[] = { "smtp://", "smtps://", "sendmail:/", NULL };
static const char *const smtp_tls[] = { "remote", "always", "offered", "never", NULL };

static const struct setting settings[] = {
	{ "BOXOFFICE_SMTP_URL", "", SETTING_SERVER(&mail_settings.smtp_url, smtp) },
	{ "BOXOFFICE_SMTP_TLS", "remote", SETTING_ONE_OF(&mail_settings.smtp_tls, smtp_tls), SETTING_REQUIRED },
	{ "BOXOFFICE_SMTP_CA", "", SETTING_PATH(&mail_settings.smtp_ca) },
	{ "BOXOFFICE_MAIL_FROM", "", SETTING_EMAIL(&mail_settings.from) },
	{ "BOXOFFICE_MAIL_PER_ADDRESS", "10", SETTING_NUMBER(&mail_settings.per_address, 1, 1000000) },
	{ "BOXOFFICE_MAIL_PER_ACCOUNT", "100", SETTING_NUMBER(&mail_settings.per_account, 1, 1000000) },
	{ "BOXOFFICE_MAIL_PER_NETWORK", "200", SETTING_NUMBER(&mail_settings.per_network, 1, 1000000) },
	{ 0 }
};

static bool can_be_overheard(void)
{
	return text_begins(mail_settings.smtp_url, "smtp://") && !setting_is_local(mail_settings.smtp_url) &&
	       (!strcmp(mail_settings.smtp_tls, "never") || !strcmp(mail_settings.smtp_tls, "offered"));
}

static const struct config_rule rules[] = {
	{ "BOXOFFICE_SMTP_URL needs BOXOFFICE_MAIL_FROM", CONFIG_NEEDS(&mail_settings.smtp_url, NULL, &mail_settings.from) },
	{ "BOXOFFICE_SMTP_URL needs BOXOFFICE_BASE_URL", CONFIG_NEEDS(&mail_settings.smtp_url, NULL, &config.base_url) },
	{ 0 }
};

static const struct config_notice notices[] = {
	{ "boxoffice_mail_unencrypted", "1 while mail can be read on its way to the mail server.",
	  "BOXOFFICE_SMTP_TLS is offered or never: mail can be read on its way to the mail server", NULL, .applies = can_be_overheard },
	{ 0 }
};

const struct config_table mail_settings_table = { settings, rules, notices };
