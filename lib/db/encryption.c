#include "db/encryption.h"

#include "base/text.h"

bool db_host_is_encrypted(void)
{
	bool never = text_is(db_settings.tls, "never");

	return !never && (text_is(db_settings.tls, "always") || !setting_is_local(db_settings.host));
}
