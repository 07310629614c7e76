/* Begins a session: POST /api/users/signin, /auth/signin. */
#include "base/pool.h"
#include "web/account.h"
#include "web/app.h"
#include "web/input.h"

/* 200 {id,email} and the session; 400 with the broken rules, or `Invalid credentials`. */
static enum result sign_in(struct request *request)
{
	const char *email = account_email(request), *password = input_raw(request, "password");
	struct user *user = pool_alloc(request->pool, sizeof(*user));
	enum result result;

	if (!*password)
		input_error(request, "password", "You must supply a password");
	if (input_failed(request))
		return INVALID;
	result = user_sign_in(request->pool, user, email, password);
	if (result == DONE)
		account_welcome(request, user);
	return result;
}

static const struct page_kind signin_page = { "signin.tpl", "Sign in", NULL, account_dress, OPEN_FORM };

static const struct route routes[] = {
	{ GET,  "/auth/signin",  account_ask, PAGE_ONLY, &signin_page },
	{ POST, "/auth/signin",  sign_in,     PAGE_ONLY | SIGN_IN_RATE, &signin_page },
	{ POST, "/users/signin", sign_in,     API_ONLY | SIGN_IN_RATE, NULL },
	{ 0 }
};

int main(void)
{
	return app_serve(routes);
}
