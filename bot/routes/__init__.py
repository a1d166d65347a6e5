"""Individual educational routes: the teacher's, the curator's wards, the school's."""
