/* For whoever watches the shop: /healthz says that this program answers, /readyz that its database answers too. */
#include "db/db.h"
#include "gateway/serve.h"
#include "serve/respond.h"

static const struct outcome *alive(struct request *request)
{
	respond_text(request, DONE, "text/plain; charset=utf-8", "ok\n");
	return DONE;
}

/* Answers 200; 503 while the database can't be reached. */
static const struct outcome *ready(struct request *request)
{
	return db_answers() ? alive(request) : AWAY;
}

static const struct route routes[] = {
	{ GET, "/healthz", alive, PAGE_ONLY, NULL },
	{ GET, "/readyz", ready, PAGE_ONLY, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
