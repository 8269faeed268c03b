"""Requests against a server that answers as it is told."""

import contextlib
import http.server
import json
import shutil
import ssl
import subprocess
import threading

import pytest

from alphascope import Client, rest
from alphascope.errors import Invalid, MissingPackage, NotConnected, Refused
from alphascope.optional_packages import needed
from alphascope.step_ranges import first_and_last


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.command, self.path, self.headers.get('Authorization')))
        status, headers, content = self.server.answer
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_DELETE = do_GET

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serving(tls=None):
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), Answering) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        server.asked = []
        server.answer = 200, {}, b'{}'
        server.url = f'http{"s" if tls else ""}://localhost:{server.server_port}'
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server():
    with serving() as server:
        yield server


@pytest.fixture(autouse=True)
def no_token(monkeypatch):
    monkeypatch.delenv(rest.TOKEN, raising=False)


def test_a_request_has_the_token_and_names_that_an_address_can_hold(server):
    Client(server.url + '/', 'secret').stop('a b/c')

    assert server.asked == [('POST', '/api/runs/a%20b%2Fc/stop', 'Bearer secret')]


def test_without_a_token_none_is_sent(server):
    server.answer = 200, {}, b'{"runs": []}'

    assert Client(server.url).runs().empty

    assert server.asked == [('GET', '/api/runs', None)]


@pytest.mark.parametrize('member', ['error', 'detail'])
def test_a_refusal_is_in_the_servers_words(server, member):
    server.answer = 409, {}, json.dumps({member: 'run x is running: stop it'}).encode()

    with pytest.raises(Refused, match='^run x is running: stop it$'):
        Client(server.url).delete('x')


def test_a_part_that_is_away_is_no_refusal(server):
    server.answer = 502, {}, b'{"error": "the trainer does not answer: start it"}'
    with pytest.raises(NotConnected, match='the trainer does not answer: start it'):
        Client(server.url).runs()

    server.answer = 503, {}, b'<html>'
    with pytest.raises(NotConnected, match='answered with HTTP status 503'):
        Client(server.url).runs()


def test_a_token_follows_no_redirection(server):
    server.answer = 302, {'Location': '/elsewhere'}, b''

    with pytest.raises(Refused, match='HTTP status 302'):
        Client(server.url, 'secret').run('x')

    assert len(server.asked) == 1


def test_another_server_is_noticed(server):
    server.answer = 200, {}, b'<html>welcome</html>'

    with pytest.raises(NotConnected, match='is no Alphascope'):
        Client(server.url).runs()


def test_an_answer_that_breaks_off_is_noticed(server):
    server.answer = 200, {'Content-Length': '100'}, b'{"runs": ['
    with pytest.raises(NotConnected, match='no system answers|broke off'):
        Client(server.url).runs()

    server.answer = 200, {'Transfer-Encoding': 'chunked'}, b'14\r\nrun,step,curvature\nx\r\nff\r\n'
    with pytest.raises(NotConnected, match='broke off'):
        Client(server.url).observations('x', wait=False)


def test_nobody_at_an_address_is_said_with_the_remedy():
    with pytest.raises(NotConnected, match=r'no system answers at http.*refused.*up --no-train'):
        Client('http://127.0.0.1:1').runs()


@pytest.mark.parametrize('address', ['ftp://127.0.0.1', 'http://'])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(NotConnected, match='is no address of http or https'):
        Client(address)


def test_an_authority_can_be_named(tmp_path):
    openssl = shutil.which('openssl')
    if openssl is None:
        pytest.skip('openssl is not installed')
    certificate, key = tmp_path / 'certificate.pem', tmp_path / 'key.pem'
    subprocess.run(
        [
            *(openssl, 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'),
            *('-nodes', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'),
            *('-keyout', key, '-out', certificate),
        ],
        check=True,
        capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with serving(tls) as server:
        server.answer = 200, {}, b'{"runs": []}'

        assert Client(server.url, ca_file=certificate).runs().empty
        with pytest.raises(NotConnected, match='CERTIFICATE_VERIFY_FAILED'):
            Client(server.url).runs()
    with pytest.raises(NotConnected, match='authorities in .*nowhere cannot be read'):
        Client('https://localhost', ca_file=tmp_path / 'nowhere')


@pytest.mark.parametrize(
    ('steps', 'bounds'),
    [
        (None, (None, None)),
        ((3, None), (3, None)),
        (range(5, 8), (5, 7)),
        ('3..', (3, None)),
        (' ..7', (None, 7)),
        ('0..399', (0, 399)),
    ],
)
def test_steps_are_chosen_in_three_ways(steps, bounds):
    assert first_and_last(steps) == bounds


@pytest.mark.parametrize('steps', ['3', '3-4', range(3, 3), range(0, 9, 2), (1, 2, 3), 7])
def test_what_is_no_range_of_steps_is_refused(steps):
    with pytest.raises(Invalid, match=r'is no range of steps: expected \(first, last\)'):
        first_and_last(steps)


def test_a_package_that_is_missing_is_named_with_the_line_that_installs_it():
    expected = r"^A data frame needs nowhere \(.*\): pip install 'alphascope\[pandas\]'$"
    with pytest.raises(MissingPackage, match=expected):
        needed('nowhere.at_all', 'pandas', 'A data frame')
