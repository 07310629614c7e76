/* The least that a FastCGI program can do: a reply of two bytes. What a web server and libfcgi cost by themselves. */
#include <fcgiapp.h>

int main(void)
{
	FCGX_Request request;

	FCGX_Init();
	FCGX_InitRequest(&request, 0, 0);
	while (FCGX_Accept_r(&request) >= 0) {
		FCGX_PutS("Status: 200\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok", request.out);
		FCGX_Finish_r(&request);
	}
	return 0;
}
