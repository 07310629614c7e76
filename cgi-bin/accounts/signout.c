/* Ends the session: POST /api/users/signout answers {}; POST /auth/signout goes home; GET /auth/signout asks. */
#include "gateway/serve.h"
#include "serve/respond.h"

static const struct field nothing[] = { { 0 } };

static const struct outcome *ask(struct request *request)
{
	respond_show(request, nothing, request);
	return DONE;
}

static const struct outcome *sign_out(struct request *request)
{
	request->answer.signs_out = true;
	respond_show(request, nothing, request);
	respond_goes_to(request, "/");
	return DONE;
}

static const struct page_kind signout_page = { "accounts/signout.tpl", "Sign out", ask, NULL, OPEN_FORM };

static const struct route routes[] = {
	{ GET,  "/auth/signout",  ask,      PAGE_ONLY, &signout_page },
	{ POST, "/auth/signout",  sign_out, PAGE_ONLY | SIGNS_OUT, &signout_page },
	{ POST, "/users/signout", sign_out, API_ONLY,  NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
