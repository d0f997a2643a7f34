"""Files that residents attached, for officials alone: always as a download, never shown by us, and each reading is logged."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_scopes import scope

from consultations.models import Answer, Attachment
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.attached import KINDS, Attached, read_stored
from consultations.reporting.dashboard import find_consultation
from consultations.responding.attaching import content_of


@never_cache
@require_safe
def fetch_file(request, pk, file: UUID):
    """What was sent. A browser may not look for another kind in it, nor run anything of it."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    found = get_object_or_404(Attachment, pk=file, consultation=consultation, response__isnull=False)
    attached, content = attached_of(found), content_of(found)
    if attached is None or content is None:
        raise Http404
    write_log("file_read", by=request.user, at=request.arrived_at, consultation=consultation, file=str(file))
    response = HttpResponse(content, content_type=KINDS[attached.kind])
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=attached.name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def attached_of(attachment: Attachment) -> Attached | None:
    """How the response that it came with names it."""
    with scope(consultation=attachment.consultation_id):
        rows = Answer.objects.filter(
            submission__response=attachment.response_id, text__startswith=f"{attachment.pk.hex} "
        )
        return next((found for text in rows.values_list("text", flat=True) if (found := read_stored(text))), None)
