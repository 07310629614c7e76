/* Metrics for Prometheus: /metrics. */
#include <string.h>

#include "ops/settings.h"
#include "serve/counters.h"
#include "ops/figures.h"
#include "gateway/serve.h"
#include "http/bearer.h"
#include "ops/exposition.h"
#include "serve/respond.h"

#define KEPT_SECONDS 15 /* what was read from the database is shown again for so long */

/* True if the request comes from this machine, as the web server sees it: what a proxy on this machine passes on does too. */
static bool is_from_here(const struct request *request)
{
	const char *address = request->received.address;

	if (!strncmp(address, "::ffff:", 7))
		address += 7;
	return !strncmp(address, "127.", 4) || !strcmp(address, "::1");
}

static bool put_figure(void *pool, struct text *out, const struct area_figure *figure)
{
	struct list samples;
	const struct sample *sample;

	if (!figures_read(pool, figure, &samples))
		return false;
	sample = samples.rows;
	exposition_family(out, figure->name, figure->type, figure->help);
	for (size_t i = 0; i < samples.count; i++)
		exposition_sample(out, figure->name, figure->label, sample[i].label, sample[i].value);
	return true;
}

/* False where one can't be read. The rest is then left out too: the database can't be reached, or is too busy. */
static bool put_figures(void *pool, struct text *out)
{
	AREA_EACH (area_figure, figures, figure)
		if (!put_figure(pool, out, figure))
			return false;
	return true;
}

static const char *figures_now(void *pool, bool *whole)
{
	const char *kept = counters_kept(pool, KEPT_SECONDS);
	struct text text = text_in(pool);

	*whole = true;
	if (kept)
		return kept;
	text_put(&text, "");
	*whole = put_figures(pool, &text);
	if (*whole)
		counters_keep(text.bytes, text.length);
	return text.bytes;
}

static void put_flag(struct text *out, const char *name, const char *help, bool value)
{
	exposition_family(out, name, "gauge", help);
	exposition_sample(out, name, NULL, NULL, value ? "1" : "0");
}

/* Answers 200, with fewer metrics while the database can't be reached; 401 without the token. */
static const struct outcome *measure(struct request *request)
{
	struct text out = text_in(request->pool);
	struct list counters = counters_read(request->pool);
	bool whole;

	if (!is_from_here(request) && !bearer_is(request, ops_settings.metrics_token)) {
		respond_text(request, UNAUTHORIZED, "text/plain; charset=utf-8", "Not authorized\n");
		return respond_needs_token(request);
	}
	text_put(&out, figures_now(request->pool, &whole));
	put_flag(&out, "boxoffice_database_up", "1 if the database has answered all that was asked here.", whole);
	put_flag(&out, "boxoffice_counters_up", "1 if requests are counted.", counters_work());
	exposition_requests(&out, &counters);
	respond_text(request, DONE, EXPOSITION_TYPE, out.bytes);
	return DONE;
}

static const struct route routes[] = {
	{ GET, "/metrics", measure, PAGE_ONLY, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
