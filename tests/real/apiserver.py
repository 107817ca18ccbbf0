# SPDX-License-Identifier: LGPL-2.1-or-later
"""As much of an API server as a kubelet needs to authenticate and to authorize: everybody may everything.

All else is not found, so that the kubelet goes on asking.
"""
import http.server
import json

PORT = 6443
ANSWERS = {
    "/apis/authentication.k8s.io/v1/tokenreviews": {
        "kind": "TokenReview", "apiVersion": "authentication.k8s.io/v1",
        "status": {"authenticated": True, "user": {"username": "somebody"}}},
    "/apis/authorization.k8s.io/v1/subjectaccessreviews": {
        "kind": "SubjectAccessReview", "apiVersion": "authorization.k8s.io/v1", "status": {"allowed": True}},
}
NOT_FOUND = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "NotFound", "code": 404}


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        """Any request."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = ANSWERS.get(self.path.split("?")[0]) if self.command == "POST" else None
        body = json.dumps(found or NOT_FOUND).encode()
        self.send_response(201 if found else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = answer  # pylint: disable=invalid-name

    def log_message(self, *_args):  # pylint: disable=arguments-differ
        """Nothing."""


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
