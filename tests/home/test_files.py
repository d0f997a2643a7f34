"""Files that editors put on pages reach whoever has no cookie: what is streamed goes past the page cache untouched."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model

from tests.permissions.test_addresses import close

pytestmark = pytest.mark.django_db


def test_a_document_is_fetched_without_a_cookie(site, resident):
    document = get_document_model().objects.create(
        title="Beslut", file=ContentFile(b"%PDF-1.7 beslut", name="beslut.pdf")
    )
    answer = resident.get(document.url)
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 beslut"
    close(answer)
