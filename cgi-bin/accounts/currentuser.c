/* Who is signed in: GET /api/users/currentuser answers {"currentUser":{id,email,iat}}, or {"currentUser":null} for nobody. */
#include "gateway/serve.h"
#include "serve/respond.h"

static const struct field session_fields[] = {
	{ "id",    FIELD_ID,   offsetof(struct session, id),    SHOWN, NULL, 0 },
	{ "email", FIELD_TEXT, offsetof(struct session, email), SHOWN, NULL, 0 },
	{ "iat",   FIELD_INT,  offsetof(struct session, iat),   SHOWN, NULL, 0 },
	{ 0 }
};

static const struct field answer_fields[] = {
	{ "currentUser", FIELD_OBJECT, offsetof(struct request, visitor.session), SHOWN, session_fields, 0 },
	{ 0 }
};

static const struct outcome *current(struct request *request)
{
	if (request->visitor.signed_in)
		respond_show(request, answer_fields, request);
	else
		respond_text(request, DONE, "application/json; charset=utf-8", "{\"currentUser\":null}");
	return DONE;
}

static const struct route routes[] = {
	{ GET, "/users/currentuser", current, API_ONLY, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
