"""Files of another kind are refused in a sentence that repeats nothing of them."""

from __future__ import annotations

import pytest

from sim.calibrate.reading.files import UnreadableFileError
from tests.interval_reading import reading


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("First name,Last name,Phone,Email\nAda,Byron,0612345678,ada@x.test\n", "list of people"),
        ("Vorname;Nachname;Telefon;Firma\nAda;Byron;0612345678;X\n", "list of people"),
        (
            "Queue,Calls Waiting,Longest Wait,Agents Available\nSales,3,00:01:10,2\nHelp,1,00:00:10,1\n",
            "one moment",
        ),
        (
            "lead_id,list_id,phone_number,called_count,status\n1,101,15550100,3,NA\n2,101,15550101,1,B\n",
            "outbound calls",
        ),
        (
            "Date,Direction,Queue,Wait\n2026-02-02 08:00:00,Outbound,A,3\n2026-02-02 08:01:00,Outbound,A,4\n",
            "outbound calls",
        ),
        (
            "Date,From,To,Duration\n2026-02-02 08:00:00,15550100,15550101,00:03:00\n",
            "not how long each waited",
        ),
        (
            "Type,Direction,From,To,Extension,Name,Date,Time,Action,Action Result,Duration\n"
            "Voice,Inbound,1,2,3,,02/02/2026,8:00 AM,Phone Call,Accepted,0:03:00\n",
            "not how long each waited",
        ),
        (
            "Agent Name,Date,Login Time,Ready Time,Not Ready Time,Occupancy,Calls Handled\n"
            "A One,02/02/2026,08:00:00,05:00:00,01:00:00,80%,50\n",
            "one row an agent",
        ),
        (
            "AGENT,DATE,LOGIN TIME,NOT READY TIME,WAIT TIME,RINGING TIME,ON CALL TIME,ON ACW TIME\n"
            "a1@x.test,2026/02/02,08:00:00,01:00:00,02:00:00,00:05:00,04:00:00,00:55:00\n",
            "one row an agent",
        ),
    ],
)
def test_a_file_of_another_kind_is_refused_in_a_sentence(text: str, words: str) -> None:
    with pytest.raises(UnreadableFileError, match=words) as refusal:
        reading(text)
    assert "Byron" not in str(refusal.value)
    assert "15550100" not in str(refusal.value)
