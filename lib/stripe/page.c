#include "stripe/page.h"

#include <string.h>

#include "base/pool.h"
#include "stripe/settings.h"

/* The scheme, host and port of an address. */
static const char *origin_of(void *pool, const char *url)
{
	const char *host = strstr(url, "://") + 3;

	return pool_copy(pool, url, (size_t)(host - url) + strcspn(host, "/"));
}

/* As https://docs.stripe.com/security/guide says. */
void stripe_page_sources(void *pool, struct page_sources *sources)
{
	const char *js = pool_print(pool, " %s https://*.js.stripe.com", origin_of(pool, stripe_settings.js));
	const char *api = origin_of(pool, stripe_settings.base);

	sources->form = pool_print(pool, " %s https://*.stripe.com", api);
	if (!*stripe_settings.publishable_key)
		return;
	sources->script = js;
	sources->connect = pool_print(pool, " %s", api);
	sources->frame = pool_print(pool, " frame-src%s https://hooks.stripe.com;", js);
}
