/* The settings of sessions. boxoffice.conf(5) explains each. */
#ifndef HTTP_SETTINGS_H
#define HTTP_SETTINGS_H

#include "base/config.h"

#define HTTP_KEY_MAX 256 /* hex digits of a session key */

struct http_settings {
	const char *session_keys; /* hex keys, separated by spaces; the first signs, all verify (http/token.h) */
	int64_t session_seconds;
	const char *session_cookie; /* its name */
};

extern struct http_settings http_settings;
extern const struct config_table http_settings_table;

#endif
