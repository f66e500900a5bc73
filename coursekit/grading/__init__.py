"""`course grade`: nbgrader's autograding, with student code in a sandbox and the tests outside it.

submitted/ -> restore -> Job -> sandbox and judge -> Result -> record -> gradebook, autograded/
"""
