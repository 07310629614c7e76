/* /healthz: this process answers. /readyz: its database answers too. */
#include "base/db.h"
#include "web/app.h"
#include "web/respond.h"

static enum result alive(struct request *request)
{
	show_text(request, DONE, "text/plain; charset=utf-8", "ok\n");
	return DONE;
}

/* 200, or 503 while the database is away. */
static enum result ready(struct request *request)
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
	return app_serve(routes);
}
