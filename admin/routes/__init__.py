"""Routes in the back office: the register and the editor, approvals of a head, wards of a curator."""
