import pytest


@pytest.fixture
def written(tmp_path):
    def write(name, text, coding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(coding))
        return path

    return write
